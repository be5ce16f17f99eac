/**
 * What can be done with an attribute beyond copying it: filter the list for its value or without it, make it a column, pin it as a facet.
 * Owns the buttons; what they lead to is handed in, for the list is another feature.
 */
import type { Attribute } from "@proto";
import {
  IconColumnInsertRight,
  IconFilterMinus,
  IconFilterPlus,
  IconPin,
  IconPinnedFilled,
} from "@tabler/icons-react";
import { createContext, useContext } from "react";
import { fieldOf, type Reach, termOf } from "../../base/attributeTerms";
import { ToolButton } from "../../widgets/toolbutton";

export interface AttributeActions {
  /** Names that are fields of the language, in small letters. */
  shortNames: ReadonlySet<string>;
  /** Fields pinned as facets. */
  pinned: readonly string[];
  /** Goes to the list with the term in its filter. */
  filter: (term: string) => void;
  /** Goes to the list with the term's opposite in its filter. */
  exclude: (term: string) => void;
  /** Goes to the list with the field as a column. */
  addColumn: (field: string) => void;
  pin: (field: string) => void;
}

const Context = createContext<AttributeActions | null>(null);

export const AttributeActionsProvider = Context.Provider;

/** The buttons of a row; nothing where nobody handed in what they do. */
export function AttributeButtons({ attribute, reach }: { attribute: Attribute; reach: Reach }) {
  const actions = useContext(Context);
  if (!actions) return null;
  const field = fieldOf(attribute.key, reach, actions.shortNames);
  const term = termOf(field, attribute.value);
  const pinned = actions.pinned.includes(field);
  return (
    <>
      {term !== null && (
        <>
          <ToolButton label={`Filter for ${term}`} onClick={() => actions.filter(term)}>
            <IconFilterPlus size={13} aria-hidden />
          </ToolButton>
          <ToolButton label={`Filter out ${term}`} onClick={() => actions.exclude(term)}>
            <IconFilterMinus size={13} aria-hidden />
          </ToolButton>
        </>
      )}
      <ToolButton label={`Show ${field} as a column of the list`} onClick={() => actions.addColumn(field)}>
        <IconColumnInsertRight size={13} aria-hidden />
      </ToolButton>
      <ToolButton
        label={pinned ? `Unpin ${field} from the facets` : `Pin ${field} as a facet`}
        pressed={pinned}
        onClick={() => actions.pin(field)}
      >
        {pinned ? <IconPinnedFilled size={13} aria-hidden /> : <IconPin size={13} aria-hidden />}
      </ToolButton>
    </>
  );
}
