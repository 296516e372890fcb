/** Makes mutants of a file by changes to its tree and sometimes, after rendering, to its bytes. */
import type { Dialect } from './dialect.ts';
import { changeBytes, mutateBytes, mutateNumber, mutateText } from './mutate-values.ts';
import { allParts, type Bytes, clone, type Group, group, type NumberPart, type Part } from './parts.ts';
import type { Random } from './random.ts';
import { render } from './render.ts';

/** Larger mutants are truncated to this many bytes. */
export const largestMutant = 2 ** 20;
/** Limits the depth, as recursive functions walk the trees. */
const deepestTree = 1200;

/**
 * Makes one mutant.
 * @param trees the trees of the kind's seeds, which are not changed.
 */
export function mutant(trees: readonly Part[], dialect: Dialect, random: Random): Uint8Array {
  const root = group('root', [clone(oftenSmall(trees, random))]);
  const donors = [oftenSmall(trees, random), ...(dialect.snippets ?? [])];
  const changes = random.pick([0, 1, 1, 1, 2, 3, 5]);
  for (let change = 0; change < changes; change++) mutateTree(root, random.pick(donors), random);
  let { bytes } = render(root);
  if (changes === 0 || random.chance(0.15)) {
    const other = seedParts(random.pick(trees)).filter((part) => part.kind === 'bytes');
    bytes = changeBytes(bytes, other, random);
  }
  return bytes.subarray(0, largestMutant);
}

const partsOfSeeds = new WeakMap<Part, readonly Part[]>();

/** All parts of a seed's tree. The list is cached, since these trees never change. */
function seedParts(tree: Part): readonly Part[] {
  const known = partsOfSeeds.get(tree) ?? allParts(tree);
  partsOfSeeds.set(tree, known);
  return known;
}

/** Picks small trees more often: large trees take most of the time, and are not more likely to show a fault. */
function oftenSmall(trees: readonly Part[], random: Random): Part {
  const [one, other] = [random.pick(trees), random.pick(trees)];
  const isSmaller = seedParts(one).length < seedParts(other).length;
  return isSmaller === random.chance(0.8) ? one : other;
}

function mutateTree(root: Group, donor: Part, random: Random): void {
  const parts = allParts(root);
  const groups = parts.filter((part) => part.kind === 'group' && part.parts.length > 0) as Group[];
  const numbers = parts.filter((part) => part.kind === 'number') as NumberPart[];
  const texts = parts.filter((part) => part.kind === 'bytes' && part.isText) as Bytes[];
  const blocks = parts.filter((part) => part.kind === 'bytes' && !part.isText && part.bytes.length > 0) as Bytes[];
  const others = seedParts(donor).filter((part) => part.kind === 'bytes');
  // Earlier changes may have removed everything.
  if (groups.length === 0) return;
  const actions: (() => void)[] = [() => mutateGroup(random.pick(groups), seedParts(donor), random)];
  if (groups.length > 1) actions.push(() => nest(random.pick(groups.slice(1)), groups, random));
  if (numbers.length > 0) actions.push(() => mutateNumber(random.pick(numbers), numbers, random));
  if (numbers.length > 0) actions.push(() => mutateNumber(random.pick(numbers), numbers, random));
  if (texts.length > 0) actions.push(() => mutateText(random.pick(texts), random));
  if (blocks.length > 0) actions.push(() => mutateBytes(random.pick(blocks), others, random));
  random.pick(actions)();
}

function mutateGroup(target: Group, donors: readonly Part[], random: Random): void {
  const { parts } = target;
  const at = random.below(parts.length);
  const part = parts[at]!;
  const alike = donors.filter((donor) => donor.kind === 'group' && donor.label === target.label) as Group[];
  const gifts = alike.flatMap((donor) => donor.parts);
  const gift = gifts.length > 0 ? clone(random.pick(gifts)) : clone(part);
  const to = random.below(parts.length);
  switch (random.below(8)) {
    case 0:
      parts.splice(at, 1 + random.below(random.magnitude(parts.length)));
      break;
    case 1:
      parts.splice(at, 0, clone(part));
      break;
    case 2:
      repeat(target, at, random);
      break;
    case 3:
      parts[at] = parts[to]!;
      parts[to] = part;
      break;
    case 4:
      parts.splice(at, 1);
      parts.splice(to, 0, part);
      break;
    case 5:
      parts[at] = gift;
      break;
    case 6:
      parts.splice(at, 0, gift);
      break;
    default:
      parts.reverse();
  }
}

/** Inserts many copies of a part, within a quarter of the largest mutant's size. */
function repeat({ parts }: Group, at: number, random: Random): void {
  const part = parts[at]!;
  const size = Math.max(1, render(part).bytes.length);
  const weight = Math.max(size, 8 * allParts(part).length);
  const times = random.magnitude(Math.max(1, Math.floor(largestMutant / 4 / weight)));
  parts.splice(at, 0, ...Array.from({ length: times }, () => clone(part)));
}

/** Nests a group in itself many times, each time in place of one of its inner groups. */
function nest(target: Group, groups: readonly Group[], random: Random): void {
  const inside = allParts(target).filter((part) => part.kind === 'group') as Group[];
  const place = inside.length > 1 ? random.pick(inside.slice(1)) : target;
  const parent = groups.find((candidate) => candidate.parts.includes(target));
  if (parent === undefined) return;
  const at = parent.parts.indexOf(target);
  // The path of indices finds the same place in each copy.
  const path = pathTo(target, place);
  const most = Math.min(
    (deepestTree - depthOf(groups[0]!)) / (path.length + 1),
    largestMutant / 64 / allParts(target).length,
  );
  if (most < 1) return;
  let nested: Part = clone(target);
  for (let depth = random.magnitude(Math.floor(most)); depth > 0; depth--) {
    const outer = clone(target);
    const hole = path.reduce<Group>((at, index) => at.parts[index] as Group, outer);
    hole.parts = path.length === 0 ? [...hole.parts, nested] : [nested];
    nested = outer;
  }
  parent.parts[at] = nested;
}

function depthOf(part: Part): number {
  return part.kind === 'group' ? 1 + part.parts.reduce((most, child) => Math.max(most, depthOf(child)), 0) : 0;
}

function pathTo(root: Group, wanted: Part): readonly number[] {
  if (root === wanted) return [];
  const queue: { readonly part: Group; readonly path: readonly number[] }[] = [{ part: root, path: [] }];
  for (const { part, path } of queue) {
    for (const [index, child] of part.parts.entries()) {
      if (child === wanted) return [...path, index];
      if (child.kind === 'group') queue.push({ part: child, path: [...path, index] });
    }
  }
  return [];
}
