import { FAMILIES } from '../proof/hostile/families.ts'
import type { Latencies } from './hostile-neighbour.ts'
import { runFamilies, type HostileRun, type RunSize, type Stop } from './hostile-run.ts'
import { quantile } from './interleaved.ts'
import { atMost, type Section, type Size } from './section.ts'

const PAST_THE_LIMIT_MS = 100
const NEIGHBOUR_RATIO = 2
const BLOCK_MS = 1_500

const SMALL: RunSize = {
  families: { loops: FAMILIES.loops.slice(0, 2), clocks: FAMILIES.clocks.slice(0, 1) },
  limits: { fuel: 5_000_000n },
  warmUpMs: 0,
  blockMs: 50,
}

/** The hostile guests of the proof: how soon each is stopped, and what a neighbour notices of them. */
export async function benchHostile({ rounds, warmUpMs }: Size): Promise<Section[]> {
  const run = await runFamilies(rounds > 1 ? { families: FAMILIES, limits: {}, warmUpMs, blockMs: BLOCK_MS } : SMALL)
  return [guestsOf(run), neighbourOf(run)]
}

function guestsOf({ families }: HostileRun): Section {
  const all = families.flatMap(({ stops }) => stops)
  const worstMs = Math.max(...all.map(({ pastDeadlineMs }) => pastDeadlineMs))
  const target = `≤ ${PAST_THE_LIMIT_MS} ms ${atMost(worstMs, PAST_THE_LIMIT_MS)}`
  return {
    title: 'Hostile guests',
    about: `The guests of [the proof](../packages/runtime/proof/README.md) that attack one limit each, in turn, each an install of its own, on the
limits of an ordinary install or on those that the proof gives them; a family that is soon over comes again for ${BLOCK_MS / 1_000} seconds. Past the
limit is the time from a guest's deadline to the answer to its caller. Fuel, memory and other limits should stop a guest before that; where a
machine is too slow for it, the clock does. Those under "clocks" have fuel without an end, or wait for ever.`,
    columns: [
      '',
      'guests',
      'ended by the limit they attack',
      'longest',
      'past the limit, median',
      'past the limit, worst',
      'target',
    ],
    rows: [
      ...families.map(({ family, stops }) => [...guestsRow(family, stops), '']),
      [...guestsRow('all', all), target],
    ],
  }
}

function guestsRow(name: string, stops: readonly Stop[]): string[] {
  const guests = new Set(stops.map((stop) => stop.name))
  const missed = new Set(stops.filter(({ wasByItsLimit }) => !wasByItsLimit).map((stop) => stop.name))
  const [longest] = stops.toSorted((a, b) => b.tookMs - a.tookMs)
  const [worst] = stops.toSorted((a, b) => b.pastDeadlineMs - a.pastDeadlineMs)
  const medianMs = quantile(
    stops.map(({ pastDeadlineMs }) => pastDeadlineMs),
    0.5,
  )
  const worstOf = (ms: number, of: Stop) => (ms > 0 ? `${Math.round(ms)} ms, ${of.name}` : '0 ms')
  return [
    name,
    `${guests.size}`,
    `${guests.size - missed.size}`,
    worstOf(longest!.tookMs, longest!),
    `${Math.round(medianMs)} ms`,
    worstOf(worst!.pastDeadlineMs, worst!),
  ]
}

function neighbourOf({ families, program }: HostileRun): Section {
  const all: Latencies = {
    alone: families.flatMap(({ neighbour }) => neighbour.alone),
    beside: families.flatMap(({ neighbour }) => neighbour.beside),
  }
  const { cells, ratio } = neighbourRow(all)
  return {
    title: 'A neighbour of hostile guests',
    about: `An install of another workspace calls an echo of 200 bytes all the time, one call after the other: alone, in blocks of
${BLOCK_MS / 1_000} seconds before and after each family and with the processes of all others at rest, and beside the guests of a family. For
comparison, beside a program that computes, is no guest, and yields to others as a sandbox does. A ratio below 1: a processor that others
keep awake need not be woken. Guests that end at once are a flood of calls: then the server and two sandboxes take turns on the processors.`,
    columns: ['beside', 'p50 alone', 'p50 beside', 'p99 alone', 'p99 beside', 'ratio of p99', 'target'],
    rows: [
      ['a program', ...neighbourRow(program).cells, ''],
      ...families.map(({ family, neighbour }) => [family, ...neighbourRow(neighbour).cells, '']),
      ['all guests', ...cells, `≤ ${NEIGHBOUR_RATIO} ${atMost(ratio, NEIGHBOUR_RATIO)}`],
    ],
  }
}

function neighbourRow({ alone, beside }: Latencies): { cells: string[]; ratio: number } {
  const quiet = [...new Set(alone)].flat() // a block between two families is of both, and counts once
  const us = (ms: number) => `${Math.round(ms * 1_000)} µs`
  const pair = (share: number) => [us(quantile(quiet, share)), us(quantile(beside, share))]
  const ratio = quantile(beside, 0.99) / quantile(quiet, 0.99)
  return { cells: [...pair(0.5), ...pair(0.99), ratio.toFixed(2)], ratio }
}
