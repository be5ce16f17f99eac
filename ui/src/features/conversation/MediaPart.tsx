/**
 * A part that is no text. Bytes that came with the message are shown, small ones at once and large ones when asked for;
 * what lies elsewhere is fetched only when the user says so; what was left out is said to be.
 */
import { Button } from "@mantine/core";
import type { Media } from "@proto";
import { useEffect, useState } from "react";
import { Base64Bytes, base64Bytes, sniffed } from "../../base/base64";
import { bytes as sayBytes } from "../../base/format";
import { openOutside } from "../../host";
import { type MediaKind, Outside, Shown } from "../../widgets/media/Media";
import classes from "./conversation.module.css";
import { type Cut, type ReadOn, readWhole } from "./pieces";
import { hostOf, mediaWord } from "./words";

/** Characters of base64 that are fetched without being asked for: a photograph, not a film. */
const UNASKED = 6_000_000;

interface MediaPartProps {
  kind: MediaKind;
  media: Media;
  read: ReadOn;
}

export function MediaPart({ kind, media, read }: MediaPartProps) {
  const word = mediaWord(kind);
  const inline = dataAddress(media);
  const caption = media.caption || word;
  return (
    <figure className={classes.media}>
      {inline ? (
        <Bytes kind={kind} caption={caption} mime={inline.mime} cut={{ ...inline, read }} />
      ) : media.uri ? (
        <Elsewhere kind={kind} uri={media.uri} caption={caption} />
      ) : (
        <span className={classes.quiet}>
          {media.file_id
            ? `${word} uploaded to the provider as ${media.file_id}: its content was not sent here.`
            : `${word}: its content was not recorded.`}
        </span>
      )}
      {media.caption && <figcaption className={classes.quiet}>{media.caption}</figcaption>}
    </figure>
  );
}

/** Base64 that came with the message, also as a `data:` address. */
function dataAddress(media: Media): { mime: string | null; text: string; bytes: number | null } | null {
  const given = media.data ?? (media.uri?.startsWith("data:") ? media.uri : null);
  if (given === null) return null;
  const head = /^data:([^;,]*)[^,]*;base64,/i.exec(given.slice(0, 200));
  const text = head ? given.slice(head[0].length) : given;
  // The server counts what it cut, which is `data`; nothing is ever cut of an address.
  const bytes = media.data !== null && !head ? media.bytes : null;
  return { mime: media.mime_type ?? head?.[1] ?? sniffed(text), text, bytes };
}

export function Elsewhere({ kind, uri, caption }: { kind: MediaKind; uri: string; caption: string }) {
  const host = hostOf(uri);
  if (!host)
    return (
      <span className={classes.quiet}>
        {mediaWord(kind)} at <span className="mono">{uri.slice(0, 300)}</span>, an address that cannot be
        loaded here.
      </span>
    );
  return (
    <Outside
      kind={kind}
      address={uri}
      host={host}
      caption={caption}
      onOpen={(address) => void openOutside(address)}
    />
  );
}

interface BytesProps {
  kind: MediaKind;
  caption: string;
  mime: string | null;
  cut: Cut;
}

type Progress = { at: "waiting" } | { at: "reading"; loaded: number } | { at: "failed"; why: string };

function Bytes({ kind, caption, mime, cut }: BytesProps) {
  const whole = cut.bytes ?? cut.text.length;
  const [wanted, setWanted] = useState(whole <= UNASKED && kind !== "file");
  const { address, progress } = useBlob(cut, mime, wanted);
  const [broken, setBroken] = useState(false);
  const size = sayBytes(base64Bytes(whole));
  const about = `${mime ?? "of no stated type"}, ${size}`;
  if (broken || progress.at === "failed")
    return (
      <p className={classes.note} role="note">
        <span>
          {mediaWord(kind)} ({about}) cannot be shown:{" "}
          {progress.at === "failed" ? progress.why : "the browser does not understand it."} It begins{" "}
          <span className="mono">{cut.text.slice(0, 24)}…</span>
        </span>
      </p>
    );
  if (address)
    return (
      <>
        <Shown
          kind={kind}
          address={address}
          caption={caption}
          name={caption === "File" ? "file" : caption}
          onBroken={() => setBroken(true)}
        />
        <span className={classes.tiny}>{about}</span>
      </>
    );
  if (!wanted)
    return (
      <Button size="compact-xs" variant="default" onClick={() => setWanted(true)}>
        Show the {mediaWord(kind).toLowerCase()} ({about})
      </Button>
    );
  return (
    <span className={classes.quiet}>
      {progress.at === "reading"
        ? `Reading ${sayBytes(base64Bytes(progress.loaded))} of ${size}…`
        : `${mediaWord(kind)}, ${about}`}
    </span>
  );
}

/** The bytes as an address of this page, once they are all here. Decoded piece by piece, so that nothing freezes. */
function useBlob(cut: Cut, mime: string | null, wanted: boolean) {
  const [address, setAddress] = useState<string | null>(null);
  const [progress, setProgress] = useState<Progress>({ at: "waiting" });
  const { text, bytes, read } = cut;
  useEffect(() => {
    if (!wanted) return;
    const stop = new AbortController();
    const decoder = new Base64Bytes();
    let url: string | null = null;
    const take = (piece: string, loaded: number) => {
      decoder.push(piece);
      if (bytes !== null) setProgress({ at: "reading", loaded });
    };
    readWhole({ text, bytes, read }, take, stop.signal)
      .then(() => {
        if (stop.signal.aborted) return;
        decoder.end();
        url = URL.createObjectURL(new Blob(decoder.parts, mime ? { type: mime } : {}));
        setAddress(url);
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        setProgress({ at: "failed", why });
      });
    return () => {
      stop.abort();
      if (url) URL.revokeObjectURL(url);
      setAddress(null);
    };
  }, [text, bytes, read, mime, wanted]);
  return { address, progress };
}
