/**
 * Scripts of form fields that only check or format what somebody types: calls of the functions that Adobe's forms bring along for
 * this (AFNumber_Format and the like; "JavaScript for Acrobat API Reference", Adobe) with plain values, and the switch that turns
 * sums on or off. Nothing is ever run here; a file with any other script is set aside.
 */

const TEXT = String.raw`"[^"\\]*"|'[^'\\]*'`;
const PLAIN = String.raw`(?:-?\d+(?:\.\d+)?|true|false|null|${TEXT})`;
const LIST = String.raw`(?:new\s+Array\s*\(\s*(?:${PLAIN}\s*(?:,\s*${PLAIN}\s*)*)?\)|\[\s*(?:${PLAIN}\s*(?:,\s*${PLAIN}\s*)*)?\])`;
const VALUE = `(?:${PLAIN}|${LIST})`;
const CALL = String.raw`AF(?:Number|Percent|Date|Time|Special|Simple|Range|Merge)[A-Za-z_]*\s*\(\s*(?:${VALUE}\s*(?:,\s*${VALUE}\s*)*)?\)`;
const SWITCH = String.raw`this\.calculate\s*=\s*(?:true|false|!?\s*event\.target\.isBoxChecked\(\s*\d+\s*\))`;
const HARMLESS = new RegExp(`^\\s*(?:(?:${CALL}|${SWITCH})\\s*(?:;\\s*|$))+$`);
/** A format is a line; what is longer is a program. */
const LONGEST = 2_000;

export function isFormatScript(script: string): boolean {
  return script.trim() === '' || (script.length <= LONGEST && HARMLESS.test(script));
}
