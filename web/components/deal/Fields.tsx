import { Fact } from "@/components/shared/Fact";
import type { Field } from "@/lib/fields";

/** Columns of the source with what they hold. Only an address with https is a link, and it is not told whence one comes. */
export function Fields({ fields }: { readonly fields: readonly Field[] }) {
  return (
    <dl className="flex flex-col gap-3 border-line border-t pt-3">
      {fields.map(({ key, label, text, href }) => (
        <Fact key={key} label={label}>
          {href ? (
            <a href={href} rel="noreferrer" className="text-accent underline underline-offset-4">
              {text}
            </a>
          ) : (
            text
          )}
        </Fact>
      ))}
    </dl>
  );
}
