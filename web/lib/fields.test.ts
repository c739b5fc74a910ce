import { describe, expect, test } from "vitest";
import { fieldsOf, usefulFirst } from "./fields";

const NOW = new Date("2026-11-26T12:00:00Z");
const of = (columns: Record<string, unknown>) => fieldsOf(columns, NOW, "en-US");

test.each([
  ["annual_revenue", "202140000.00", "$202,140,000"],
  ["expected_revenue", "36201.60", "$36,201.60"],
  ["number_of_employees", 18938, "18,938"],
  ["number_of_employees", "18938", "18,938"],
  ["seats__c", "419.0", "419"],
  ["fiscal_year", 2026, "2026"],
  ["billing_postal_code", "04109", "04109"],
  ["phone", "5551234567", "5551234567"],
  ["created_date", "2026-06-01 09:15:04+00", "Jun 1"],
  ["created_date", "2024-06-01T09:15:04Z", "Jun 1, 2024"],
  ["renewal_date", "2026-12-12", "Dec 12"],
  ["has_open_activity", true, "yes"],
  ["is_partner", "false", "no"],
  ["tags", ["a", "b"], '["a","b"]'],
  ["next_step", "20 Nov: they send a file", "20 Nov: they send a file"],
])("%s of %j reads %s", (key, value, text) => {
  const found = of({ [key]: value, currency_iso_code: "USD" }).find((field) => field.key === key);
  expect(found).toMatchObject({ text, href: null });
});

describe("an address", () => {
  test("is a link without its scheme", () => {
    expect(of({ website: "https://www.northwind.example/" })[0]).toMatchObject({
      text: "northwind.example",
      href: "https://www.northwind.example/",
    });
  });
  test.each(["http://plain.example", "javascript:alert(1)", "https://a.example and more"])("%s is none", (website) => {
    expect(of({ website })[0]).toMatchObject({ text: website, href: null });
  });
});

test("money without a currency is grouped still", () => {
  expect(of({ annual_revenue: "202140000.00" })[0]?.text).toBe("202,140,000");
});

test("keys of the source and empty columns are left out; zero and no are not", () => {
  const columns = { id: "001", owner_id: "005", parent: null, note: "", partner: false, seats: 0 };
  expect(of(columns).map(({ text }) => text)).toEqual(["no", "0"]);
});

test("what a reader asks first comes first, the others keep their order", () => {
  const columns = {
    billing_city: "Omaha",
    website: "https://x.example",
    segment_c: "Enterprise",
    annual_revenue: "5",
    industry: "Utilities",
    currency_iso_code: "USD",
  };
  const { first, rest } = usefulFirst(of(columns));
  expect(first.map(({ label }) => label)).toEqual(["Industry", "Segment", "Annual revenue", "Website"]);
  expect(rest.map(({ label }) => label)).toEqual(["City", "Currency"]);
});
