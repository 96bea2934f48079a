/** Colours and margins of the printed letter. Lengths in points (1/72 inch). */
export const INK = '#1c2430';
export const ACCENT = '#1d3f66';
export const QUIET = '#5b6775';
export const RULE = '#c9d3de';
export const TINT = '#eef3f8';
export const MARGIN = { top: 60, bottom: 66, left: 64, right: 64 };
