import { PageLink } from "@/components/shared/PageLink";
import { type OpportunityDetail, useApi } from "@/lib/api";
import { personName } from "@/lib/people";

/** Whose deal it is, with the way to their page; to their deals where they are none of the people known, or not looked up yet. */
export function Owner({ deal, lookUp }: { readonly deal: OpportunityDetail; readonly lookUp: boolean }) {
  const { owner_email: email, owner_name: name } = deal;
  const request = ["/api/search", undefined, { q: email ?? "" }] as const;
  const { data } = useApi(lookUp && email ? request : null, { revalidateOnFocus: false });
  if (!email) return "no owner";
  const person = data?.people.find((one) => one.is_internal && one.email.toLowerCase() === email.toLowerCase());
  return (
    <PageLink
      href={person ? `/reps/${person.id}/` : `/opportunities/?${new URLSearchParams({ owner: email })}`}
      data-hint={email}
      className="text-accent underline underline-offset-4"
    >
      <bdi>{personName(name, email)}</bdi>
    </PageLink>
  );
}
