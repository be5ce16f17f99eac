/** The way from what a call cost to its price in Settings: to the row it came from, or to writing one where there is none. */
import type { GenAi } from "@proto";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { priceAddress } from "./receipt";

export function PriceLink({ genai, children }: { genai: GenAi; children: ReactNode }) {
  const search = priceAddress(genai);
  if (!search) return null;
  return (
    <Link to="/settings" search={search} hash="prices">
      {children}
    </Link>
  );
}
