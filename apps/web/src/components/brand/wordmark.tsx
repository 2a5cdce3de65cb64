/** An arch with a keyhole: the gate that every extension passes. The same path is in public/favicon.svg. */
export const GateMark = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M4 30V14a12 12 0 0 1 24 0v16Zm12-20.5a4 4 0 0 0-2.3 7.27L12.2 24h7.6l-1.5-7.23A4 4 0 0 0 16 9.5Z"
    />
  </svg>
)

export const Wordmark = () => (
  <span className="flex items-center gap-2">
    <GateMark className="size-6 text-accent" />
    <span className="text-lg font-semibold tracking-tight">Grantry</span>
  </span>
)
