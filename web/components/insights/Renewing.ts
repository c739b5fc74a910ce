import { createRenewing } from "@/components/shared/createRenewing";
import type { DealInsights } from "@/lib/api";

export const Renewing = createRenewing<DealInsights>();
