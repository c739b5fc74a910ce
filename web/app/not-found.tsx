import { PageLink } from "@/components/shared/PageLink";

export default function NotFound() {
  return (
    <div className="max-w-[40rem] py-16">
      <h1 className="font-semibold text-title">There is no such page</h1>
      <p className="mt-2 text-ink-soft">
        The address may be mistyped, or the deal may have gone.{" "}
        <PageLink href="/opportunities/" className="text-accent underline underline-offset-4">
          Back to the deals
        </PageLink>
      </p>
    </div>
  );
}
