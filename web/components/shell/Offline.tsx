"use client";

import { useOffline } from "next/offline";
import { useConnection } from "@/lib/connection";

const WORDS = {
  offline: "You are offline. This page may be out of date and reloads when you are back online.",
  away: "The server does not respond. This page may be out of date and reloads when the server is back.",
};

/** Says so when the network or the server is gone: what is shown stays, and is asked for again by itself afterwards. */
export function Offline() {
  const isStuck = useOffline(); // a link was followed, and waits
  const connection = useConnection();
  const told = connection === "fine" ? isStuck && "away" : connection;
  if (!told) return null;
  return (
    <p role="status" className="sticky top-0 z-20 bg-attention-ground px-4 py-2 text-center text-attention text-note">
      {WORDS[told]}
      {isStuck && " The link you followed opens then."}
    </p>
  );
}
