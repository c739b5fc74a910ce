import { useEffect, useState } from "react";

const PAUSE = 150; // milliseconds without a key

/** What somebody types, as it stands when they pause. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
