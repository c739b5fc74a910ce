import { PageLink } from "@/components/shared/PageLink";

export default function NotFound() {
  return (
    <div className="max-w-[40rem] py-16">
      <h1 className="font-semibold text-title">Page not found</h1>
      <p className="mt-2 text-ink-soft">
        Check the address, or go back to the deals.{" "}
        <PageLink href="/opportunities/" className="text-accent underline underline-offset-4">
          Back to deals
        </PageLink>
      </p>
    </div>
  );
}
