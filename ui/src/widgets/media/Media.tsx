/**
 * Pictures, sound, films and files: from bytes that are here, or from another host once somebody asks for it. Owns how they
 * look and when anything is fetched: never before a press. Knows nothing of where bytes come from.
 */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconExternalLink, IconWorldDownload } from "@tabler/icons-react";
import { useState } from "react";
import { queryString } from "../../base/url";
import { CopyButton } from "../copy";
import classes from "./media.module.css";

export type MediaKind = "image" | "audio" | "video" | "file";

interface ShownProps {
  kind: MediaKind;
  /** An address of this page's own: `blob:` or `data:`. */
  address: string;
  caption: string;
  /** The file's name when it is saved. */
  name: string;
  /** It is not what it says it is. */
  onBroken: () => void;
}

/** Media that is here. */
export function Shown({ kind, address, caption, name, onBroken }: ShownProps) {
  switch (kind) {
    case "image":
      return <img className={classes.picture} src={address} alt={caption} onError={onBroken} />;
    case "audio":
      // biome-ignore lint/a11y/useMediaCaption: what was said stands beside it, where it was sent
      return <audio className={classes.sound} src={address} controls title={caption} onError={onBroken} />;
    case "video":
      // biome-ignore lint/a11y/useMediaCaption: the same
      return <video className={classes.film} src={address} controls title={caption} onError={onBroken} />;
    default:
      return (
        <Button component="a" href={address} download={name} size="compact-xs" variant="default">
          Save {name}
        </Button>
      );
  }
}

interface OutsideProps {
  kind: MediaKind;
  address: string;
  /** Where it would be fetched from. */
  host: string;
  caption: string;
  /** Opens an address in the system's browser. */
  onOpen: (address: string) => void;
}

/**
 * Media that lies on another host. It is loaded into a frame of its own, whose policy allows just that; the page's own
 * policy goes on allowing no other host at all.
 */
export function Outside({ kind, address, host, caption, onOpen }: OutsideProps) {
  const [loaded, setLoaded] = useState(false);
  return (
    <span className={classes.outside}>
      {loaded ? (
        <iframe
          className={classes.frame}
          data-kind={kind}
          title={caption}
          src={`/outside${queryString({ kind, address })}`}
          sandbox=""
          referrerPolicy="no-referrer"
        />
      ) : (
        kind !== "file" && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconWorldDownload size={14} aria-hidden />}
            onClick={() => setLoaded(true)}
            title={address}
          >
            Load from {host}
          </Button>
        )
      )}
      <span className={classes.address} title={address}>
        {address}
      </span>
      <Tooltip label="Open in browser">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={20}
          aria-label={`Open ${host} in the browser`}
          onClick={() => onOpen(address)}
        >
          <IconExternalLink size={14} />
        </ActionIcon>
      </Tooltip>
      <CopyButton text={address} label="Copy the address" />
    </span>
  );
}
