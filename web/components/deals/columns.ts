/** A column of the deals list. `sort` is the API's name; `first` the direction the first click gives. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly sort?:
    | "updated"
    | "name"
    | "account"
    | "owner"
    | "stage"
    | "close_date"
    | "health"
    | "amount"
    | "last_activity";
  readonly first?: "ascending" | "descending";
  readonly className: string;
}

export const COLUMNS: readonly Column[] = [
  { key: "account", label: "Account", sort: "account", first: "ascending", className: "max-full:hidden full:w-[16%]" },
  { key: "name", label: "Deal", sort: "name", first: "ascending", className: "wide:w-[33%] full:w-[25%]" },
  { key: "owner", label: "Owner", sort: "owner", first: "ascending", className: "wide:w-[14%] full:w-[11%]" },
  { key: "stage", label: "Stage", sort: "stage", first: "ascending", className: "wide:w-[18%] full:w-[13%]" },
  { key: "close", label: "Close", sort: "close_date", first: "ascending", className: "wide:w-[14%] full:w-[9%]" },
  {
    key: "amount",
    label: "Amount",
    sort: "amount",
    first: "descending",
    className: "wide:w-[9%] full:w-[7%] wide:text-right",
  },
  {
    key: "health",
    label: "Health",
    sort: "health",
    first: "ascending",
    className: "wide:w-[12%] full:w-[12%] full:pl-6",
  },
  {
    key: "activity",
    label: "Activity",
    sort: "last_activity",
    first: "ascending",
    className: "max-full:hidden full:w-[7%]",
  },
];
