/** Undoes one filter where it stands. */
export function ClearButton({ what, clear }: { readonly what: string; readonly clear: () => void }) {
  return (
    <button
      type="button"
      onClick={clear}
      aria-label={`Clear ${what.toLowerCase()}`}
      data-hint={`Clear ${what.toLowerCase()}`}
      className="h-9 min-w-7 text-ink-soft hover:text-ink max-wide:h-11 max-wide:min-w-11"
    >
      ×
    </button>
  );
}
