/** What of the settings stands in the address: what is looked for in the price table, and the model that is to get a price. */
import { searchText } from "../../base/url";

export interface SettingsSearch {
  /** Looked for in the shipped price table. */
  find?: string | undefined;
  /** A model whose price is being written: the dialog is open with its name. */
  price?: string | undefined;
  /** Who serves it. */
  provider?: string | undefined;
}

/** Reads the settings' part of an address. */
export function validateSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  const valid: SettingsSearch = {};
  for (const key of ["find", "price", "provider"] as const) {
    const text = searchText(search[key]);
    if (text) valid[key] = text;
  }
  return valid;
}
