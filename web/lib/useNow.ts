import { useEffect, useState } from "react";

/** The present, to the minute: a page that stays open overnight must not go on saying "just now". */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
