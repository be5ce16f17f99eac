/** Joins the reading of a session with the address, and each of its turns with what is said in it: features that do not know of each other. */
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { ConversationTurns } from "../features/conversation/ConversationTurns";
import { FormSwitch } from "../features/conversation/FormSwitch";
import { SessionPage } from "../features/sessions/SessionPage";
import { useSpanAddress } from "./spanAddress";

const route = getRouteApi("/session/$project/$session");

export function SessionRoute() {
  const { project, session } = route.useParams();
  const { turn } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const onTurn = useCallback(
    (traceId: string) => void navigate({ search: (was) => ({ ...was, turn: traceId }), replace: true }),
    [navigate],
  );
  const onOpen = useCallback(
    (traceId: string) => void navigate({ to: "/trace/$traceId", params: { traceId } }),
    [navigate],
  );
  const onSpan = useCallback(
    (traceId: string, span: string) =>
      void navigate({ to: "/trace/$traceId", params: { traceId }, search: { span } }),
    [navigate],
  );
  const hrefOf = useSpanAddress();
  const onBack = useCallback(() => {
    if (router.history.canGoBack()) router.history.back();
    else void navigate({ to: "/sessions" });
  }, [router, navigate]);
  return (
    <SessionPage
      key={JSON.stringify([project, session])}
      project={project}
      session={session}
      turn={turn}
      onTurn={onTurn}
      onOpen={onOpen}
      onBack={onBack}
      says={({ turns }) => <ConversationTurns headed turns={turns} onSpan={onSpan} hrefOf={hrefOf} />}
      tools={<FormSwitch />}
    />
  );
}
