import { createContext } from "react";
import type { DealInsights } from "@/lib/api";

/** Takes the place of what the panel shows. */
export const Renewing = createContext<(again: DealInsights) => void>(() => undefined);
