"use client";

import { useEffect } from "react";
import { tellReady } from "@/lib/early";

/** Has the clicks repeated that came before the page could take them. */
export function Ready() {
  useEffect(tellReady, []);
  return null;
}
