"use client";

import { useSyncExternalStore } from "react";

/** Says so when the network is gone: what is shown stays, and is asked for again by itself when it is back. */
export function Offline() {
  const isOffline = useSyncExternalStore(
    listen,
    () => !navigator.onLine,
    () => false,
  );
  if (!isOffline) return null;
  return (
    <p role="status" className="bg-attention-ground px-4 py-2 text-center text-attention text-note">
      You are offline. This page may be out of date and reloads when you are back online.
    </p>
  );
}

function listen(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}
