/** The forest: order, depth, folds, circles, and that it stays linear. */
import { describe, expect, it } from "vitest";
import { ancestors, buildTree, foldableFrom, nearestVisible, visibleRows } from "./tree";

const none = () => false;

describe("buildTree", () => {
  it("lists a forest in preorder, siblings by index", () => {
    //       0        5
    //     1   3      6
    //     2   4
    const tree = buildTree([-1, 0, 1, 0, 3, -1, 5]);
    expect([...tree.order]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...tree.depth]).toEqual([0, 1, 2, 1, 2, 0, 1]);
    expect([...tree.size]).toEqual([5, 2, 1, 2, 1, 2, 1]);
    expect([...tree.position]).toEqual([1, 1, 1, 2, 1, 2, 1]);
    expect([...tree.siblings]).toEqual([2, 2, 1, 2, 1, 2, 1]);
    expect(tree.deepest).toBe(2);
  });

  it("takes children that come before their parents", () => {
    const tree = buildTree([3, 0, 0, -1]);
    expect([...tree.order]).toEqual([3, 0, 1, 2]);
    expect([...tree.place]).toEqual([1, 2, 3, 0]);
  });

  it("stands siblings by a ranking when given one", () => {
    const tree = buildTree([-1, 0, 0, 0], [0, 3, 1, 2]);
    expect([...tree.order]).toEqual([0, 3, 1, 2]);
  });

  it("reads negative, foreign and own indexes as tops", () => {
    expect([...buildTree([-1, -2, 99, 3]).parent]).toEqual([-1, -1, -1, -1]);
  });

  it("cuts a circle rather than losing it", () => {
    const tree = buildTree([-1, 3, 1, 2, 2]);
    expect([...tree.order].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(tree.parent[1]).toBe(-1);
    expect([...tree.depth]).toEqual([0, 0, 1, 2, 2]);
    expect(tree.size[1]).toBe(4);
  });

  it("is empty for no nodes", () => {
    const tree = buildTree([]);
    expect(tree.count).toBe(0);
    expect(visibleRows(tree, none).nodes).toHaveLength(0);
  });

  it("takes a chain of 200,000 without recursion", () => {
    const tree = buildTree(Int32Array.from({ length: 200_000 }, (_, i) => i - 1));
    expect(tree.deepest).toBe(199_999);
    expect(tree.size[0]).toBe(200_000);
  });

  it("takes a fan of 200,000", () => {
    const tree = buildTree(new Int32Array(200_000).map((_, i) => (i === 0 ? -1 : 0)));
    expect(tree.children[0]).toBe(199_999);
    expect(tree.position[199_999]).toBe(199_999);
  });
});

describe("visibleRows", () => {
  const tree = buildTree([-1, 0, 1, 0, 3, -1, 5]);

  it("leaves out what lies under a fold", () => {
    const rows = visibleRows(tree, (node) => node === 1 || node === 5);
    expect([...rows.nodes]).toEqual([0, 1, 3, 4, 5]);
    expect([...rows.rowOf]).toEqual([0, 1, -1, 2, 3, 4, -1]);
  });

  it("does not let a fold on a leaf hide anything", () => {
    expect(visibleRows(tree, (node) => node === 2).nodes).toHaveLength(7);
  });

  it("finds the nearest visible ancestor", () => {
    const rows = visibleRows(tree, (node) => node === 0);
    expect(nearestVisible(tree, rows, 4)).toBe(0);
    expect(nearestVisible(tree, rows, 6)).toBe(6);
  });
});

describe("ancestors and levels", () => {
  const tree = buildTree([-1, 0, 1, 2]);
  it("names ancestors nearest first", () => expect(ancestors(tree, 3)).toEqual([2, 1, 0]));
  it("names what to fold to keep the levels above", () => {
    expect(foldableFrom(tree, 1)).toEqual([1, 2]);
    expect(foldableFrom(tree, 0)).toEqual([0, 1, 2]);
  });
});
