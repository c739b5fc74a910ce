"use client";

import { Component, type ComponentType, type ReactNode, useCallback, useEffect, useState } from "react";
import { answers, noteSilence } from "@/lib/connection";
import { Problem } from "./Problem";

const MISSING = problem("This part of the page could not be loaded.");
const BROKEN = problem("This part of the page failed.");
const RELOADED = "gametape.reloaded";

/** A part of a page that comes as a file of its own. `waiting` stands in its place until it is there; when it cannot be
 * had or fails, a sentence does (in `frame`), with a way to try again. The rest of the page stays as it is. `bring`
 * fetches ahead. */
export function piece<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
  waiting: ReactNode,
  frame: (problem: ReactNode) => ReactNode = (problem) => problem,
) {
  let Loaded: ComponentType<P> | null = null;
  async function bring(): Promise<void> {
    Loaded ??= (await load()).default;
  }
  function Piece(props: P) {
    const [, setArrived] = useState(Loaded !== null);
    const [isMissing, setMissing] = useState(false);
    const get = useCallback(() => {
      setMissing(false);
      bring().then(
        () => setArrived(true),
        (error) => {
          setMissing(true);
          void recover(String(error));
        },
      );
    }, []);
    useEffect(get, [get]);
    useEffect(() => {
      if (!isMissing) return;
      addEventListener("online", get);
      return () => removeEventListener("online", get);
    }, [isMissing, get]);

    if (isMissing) return frame(<Problem error={MISSING} retry={get} />);
    if (!Loaded) return waiting;
    return (
      <Boundary frame={frame}>
        <Loaded {...props} />
      </Boundary>
    );
  }
  return Object.assign(Piece, { bring: () => void (typeof window !== "undefined" && bring().catch(() => undefined)) });
}

/** After an upgrade the files of a page that was left open are gone: it is loaded anew, once for a file. */
async function recover(failure: string): Promise<void> {
  if (!(await answers())) return noteSilence();
  try {
    if (sessionStorage.getItem(RELOADED) === failure) return;
    sessionStorage.setItem(RELOADED, failure);
    location.reload();
  } catch {
    // A browser that keeps nothing could reload for ever.
  }
}

class Boundary extends Component<{
  readonly children: ReactNode;
  readonly frame: (problem: ReactNode) => ReactNode;
}> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return this.props.frame(<Problem error={BROKEN} retry={() => this.setState({ hasFailed: false })} />);
  }
}

function problem(message: string) {
  return { error: { code: "page", message, hint: "The rest of the page works." } };
}
