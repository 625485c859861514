/** Returns an SVG image of a face that depends only on the id. */
export function avatarSvg(id: number): string {
  const hue = (id * 137) % 360;
  const tilt = ((id * 53) % 41) - 20;
  const lookX = (id % 5) - 2;
  const lookY = (id % 3) - 1;
  const smile = 3 + (id % 4);
  const headX = 40 + ((id * 29) % 17) - 8;
  const headY = 46 + ((id * 31) % 9) - 4;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80">
<rect width="80" height="80" fill="hsl(${hue} 55% 42%)"/>
<g transform="rotate(${tilt} 40 40)">
<circle cx="${headX}" cy="${headY}" r="30" fill="hsl(${(hue + 40) % 360} 70% 84%)"/>
<g fill="none" stroke="#1c1917" stroke-linecap="round" stroke-width="3">
<path d="M${headX - 9 + lookX} ${headY - 5 + lookY}v3M${headX + 9 + lookX} ${headY - 5 + lookY}v3"/>
<path d="M${headX - 8 + lookX} ${headY + 8 + lookY}q8 ${smile} 16 0"/>
</g>
</g>
</svg>
`;
}
