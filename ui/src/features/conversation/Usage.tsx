/** The line under an answer: tokens, cost, first token, why it stopped. Each number explains itself; receipt.ts owns the words. */
import type { GenAi } from "@proto";
import { count, duration } from "../../base/format";
import { exact } from "../../base/usage";
import { Explained } from "../../widgets/explained";
import { Pill } from "../../widgets/text";
import classes from "./conversation.module.css";
import { PriceLink } from "./PriceLink";
import { classLines, costNotes, costWord, countedLine, tokensLine } from "./receipt";

export function Usage({ genai }: { genai: GenAi }) {
  const tokens = tokensLine(genai);
  const cost = costWord(genai);
  const first = genai.time_to_first_token;
  return (
    <section className={classes.usage} aria-label="Usage and cost">
      <Explained label="Tokens" faint={tokens === null} why={() => <Tokens genai={genai} />}>
        {tokens ?? "no usage reported"}
      </Explained>
      {cost && (
        <Explained label="Cost" faint={!cost.known} why={() => <Receipt genai={genai} />}>
          {cost.text}
        </Explained>
      )}
      {cost && !cost.known && <PriceLink genai={genai}>give it a price</PriceLink>}
      {genai.counted === false && (
        <Explained label="Not counted" why={() => <p className={classes.sentence}>{countedLine(genai)}</p>}>
          <Pill>not counted</Pill>
        </Explained>
      )}
      {first !== null && (
        <Explained
          label="Time to first token"
          why={() => (
            <p className={classes.sentence}>
              The first piece of the answer came {duration(BigInt(first))} after the call began
              {genai.sources.time_to_first_token && (
                <>
                  , read from <code>{genai.sources.time_to_first_token}</code>
                </>
              )}
              .
            </p>
          )}
        >
          first token {duration(BigInt(first))}
        </Explained>
      )}
      {first === null && genai.streaming && <span>streamed</span>}
      {genai.finish_reasons.length > 0 && <span>finished: {genai.finish_reasons.join(", ")}</span>}
    </section>
  );
}

/** The classes of tokens, where each was read, and whether they count. */
export function Tokens({ genai }: { genai: GenAi }) {
  return (
    <>
      <table className={classes.receipt}>
        <caption className="visually-hidden">Tokens by class</caption>
        <tbody>
          {classLines(genai).map((line) => (
            <tr key={line.label + line.tokens} data-part={line.part || undefined}>
              <th scope="row">{line.label}</th>
              <td className="num">{line.tokens}</td>
              <td className={classes.from}>{line.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.sentence}>{countedLine(genai)}</p>
    </>
  );
}

/** Each class with its price, their sum, and where the prices come from. */
export function Receipt({ genai }: { genai: GenAi }) {
  const { cost } = genai;
  return (
    <>
      {cost && cost.lines.length > 0 && cost.usd !== null && (
        <table className={classes.receipt}>
          <caption className="visually-hidden">What it cost, by class of tokens</caption>
          <tbody>
            {cost.lines.map((line) => (
              <tr key={line.class}>
                <th scope="row">{line.class}</th>
                <td className="num">{count(line.tokens)}</td>
                <td className={classes.from}>× {exact(line.per_million)} / M</td>
                <td className="num">{exact(line.usd)}</td>
              </tr>
            ))}
            <tr className={classes.sum}>
              <th scope="row">sum</th>
              <td />
              <td />
              <td className="num">{exact(cost.usd)}</td>
            </tr>
          </tbody>
        </table>
      )}
      {costNotes(genai).map((note) => (
        <p key={note} className={classes.sentence}>
          {note}
        </p>
      ))}
      <p className={classes.sentence}>
        <PriceLink genai={genai}>
          {cost && cost.usd !== null ? "Its price in Settings" : "Give it a price in Settings"}
        </PriceLink>
      </p>
    </>
  );
}
