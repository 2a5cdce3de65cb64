/**
 * Fuel of one execution of each instruction; those not named here take 1. One unit is roughly one simple machine
 * operation. The figures follow measurements of optimised code, where a unit took about a nanosecond at most:
 * what matters is that no instruction is far cheaper in fuel than in time. docs/fuel.md explains the whole price list.
 *
 * Operands are free: `local.get` and the scalar constants only name a value, and whatever takes it off the stack pays:
 * every other instruction takes at most three values and costs at least 1; calls and branches, which may take many,
 * also pay for what they carry. Loop headers cost 1, so no loop is free.
 */
const COSTS: readonly (readonly [cost: number, names: string])[] = [
  [0, 'nop block else end local.get i32.const i64.const f32.const f64.const'],
  [2, 'call return_call br_table'],
  [4, 'call_indirect return_call_indirect ref.func'],
  [2, 'table.get'],
  [4, 'data.drop elem.drop'],
  [8, 'memory.copy'],
  // Even of no bytes it takes the engine a call out of compiled code.
  [128, 'memory.fill'],
  [16, 'table.set'],
  [24, 'memory.init'],
  [32, 'table.init table.copy table.fill'],
  [64, 'table.grow'],
  [256, 'memory.grow'],
  [8, 'i32.div_s i32.div_u i32.rem_s i32.rem_u'],
  [12, 'i64.div_s i64.div_u i64.rem_s i64.rem_u'],
  [4, 'f32.div f64.div f32x4.div'],
  [8, 'f32.sqrt f64.sqrt f32x4.sqrt f64x2.sqrt f64x2.div'],
  [
    2,
    'f32.min f32.max f64.min f64.max f32.ceil f32.floor f32.trunc f32.nearest f64.ceil f64.floor f64.trunc f64.nearest',
  ],
  [2, 'i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u'],
  [2, 'i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u'],
  [2, 'i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u'],
  [2, 'i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u'],
  [2, 'f32.convert_i64_u f64.convert_i64_u'],
  [4, 'i8x16.popcnt i64x2.mul i8x16.shl i8x16.shr_s i8x16.shr_u i64x2.shr_s'],
  [4, 'i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero'],
  [4, 'f32x4.convert_i32x4_u f64x2.convert_low_i32x4_u f32x4.min f32x4.max f64x2.min f64x2.max'],
]

/** Prices by name, of the instructions that do not take 1. */
export const COST_BY_NAME: ReadonlyMap<string, number> = new Map(
  COSTS.flatMap(([cost, names]) => names.split(' ').map((name) => [name, cost] as const)),
)

/** Units of fuel of one execution of the named instruction. */
export const costOf = (name: string): number => COST_BY_NAME.get(name) ?? 1
