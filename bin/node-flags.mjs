/**
 * How much memory the city's and the town's processes may hold. Node gives young objects 3 × 16 MB and collects old ones late; on a
 * small machine that is half of what a process keeps. Figures: docs/benchmarks.md.
 */
export const nodeFlags = ['--max-semi-space-size=8', '--max-old-space-size=512']
