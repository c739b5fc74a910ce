import { createRenewing } from "@/components/shared/createRenewing";
import type { CallCoaching } from "@/lib/api";

export const Renewing = createRenewing<CallCoaching>();
