import type { ComponentProps } from "react";

/** Something with more to tell: the text shows on hover, on focus and on a tap (lib/hint.ts). */
export function Hint({ text, ...rest }: ComponentProps<"span"> & { readonly text: string | null | undefined }) {
  return <span {...rest} data-hint={text ?? undefined} tabIndex={text ? 0 : undefined} />;
}
