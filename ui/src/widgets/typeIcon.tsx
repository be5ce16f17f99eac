/**
 * The small drawing that stands for a kind of work, in that kind's colour: the shape says it to those who do not see
 * the colour, and its name goes to those who see neither. Takes plain words; draws an unknown one as a function.
 */
import {
  IconArrowsExchange,
  IconDatabase,
  IconFileSearch,
  IconGridDots,
  IconMail,
  IconMathFunction,
  IconQuote,
  IconRobot,
  IconRoute,
  IconShieldCheck,
  IconSparkles,
  IconTool,
} from "@tabler/icons-react";
import { typeColour } from "../base/colour";

const DRAWN = {
  agent: { Icon: IconRobot, word: "Agent" },
  model: { Icon: IconSparkles, word: "Model" },
  tool: { Icon: IconTool, word: "Tool" },
  retrieval: { Icon: IconFileSearch, word: "Retrieval" },
  embedding: { Icon: IconGridDots, word: "Embedding" },
  evaluator: { Icon: IconShieldCheck, word: "Evaluator" },
  prompt: { Icon: IconQuote, word: "Prompt" },
  http: { Icon: IconArrowsExchange, word: "HTTP" },
  database: { Icon: IconDatabase, word: "Database" },
  messaging: { Icon: IconMail, word: "Messaging" },
  chain: { Icon: IconRoute, word: "Chain" },
  function: { Icon: IconMathFunction, word: "Function" },
} as const;

const drawn = (type: string) => DRAWN[type as keyof typeof DRAWN] ?? DRAWN.function;

/** `Model`, `HTTP`, …: the kind as a word. */
export function typeWord(type: string): string {
  return drawn(type).word;
}

/** The drawing. Hidden from assistive technology unless `named`: rows say the word in their own text. */
export function TypeIcon({
  type,
  size = 14,
  named = false,
}: {
  type: string;
  size?: number;
  named?: boolean;
}) {
  const { Icon, word } = drawn(type);
  const name = named ? { role: "img", "aria-label": word } : { "aria-hidden": true };
  return <Icon size={size} stroke={2} color={typeColour(type)} style={{ flex: "none" }} {...name} />;
}
