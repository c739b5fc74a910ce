import type { RepOverview } from "@/lib/api";
import { SCORED, SCORED_LABELS } from "@/lib/scores";
import { RepRow } from "./RepRow";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The reps: a table where there is room, cards where there is not. */
export function RepTable({ reps }: { readonly reps: readonly RepOverview[] | undefined }) {
  return (
    <table
      aria-label="Reps"
      aria-busy={!reps}
      className="w-full table-fixed border-collapse max-wide:block wide:-mx-2 wide:w-[calc(100%+16px)]"
    >
      <thead className="max-wide:hidden">
        <tr className="h-9 border-line border-b text-left text-ink-soft text-note">
          <Head className="wide:w-[34%] full:w-[26%]">Name</Head>
          <Head className="max-full:hidden full:w-[14%]">Deals</Head>
          <Head className="text-right wide:w-[14%] full:w-[10%]">Calls, 90 days</Head>
          <Head className="wide:w-[16%] full:w-[14%] full:pl-6">Last call</Head>
          {SCORED.map((name) => (
            <Head key={name} className="text-right">
              {SCORED_LABELS[name] ?? name}
            </Head>
          ))}
        </tr>
      </thead>
      <tbody className="max-wide:block">
        {reps
          ? reps.map((rep) => <RepRow key={rep.id} rep={rep} />)
          : ROWS.map((row) => (
              <tr key={row} className="border-line border-b max-wide:block">
                <td colSpan={8} className="py-2 max-wide:block wide:px-2">
                  <div aria-hidden="true" className="waiting my-1 h-8 w-4/5" />
                </td>
              </tr>
            ))}
      </tbody>
    </table>
  );
}

function Head({ className, children }: { readonly className: string; readonly children: string }) {
  return (
    <th scope="col" className={`px-1.5 font-normal full:px-2 ${className}`}>
      {children}
    </th>
  );
}
