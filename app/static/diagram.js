// Draws a workflow: dagre says where, this says how. The table below the drawing holds the same words.
(() => {
  "use strict";
  const NS = "http://www.w3.org/2000/svg";
  const measure = document.createElement("canvas").getContext("2d");

  const element = (name, attributes, parent) => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (parent) parent.append(made);
    return made;
  };

  const width = (text, size) => {
    measure.font = `600 ${size}px ${getComputedStyle(document.body).fontFamily}`;
    return measure.measureText(text).width;
  };

  // Long words of a node stand in two or three lines.
  const lines = (text, most) => {
    const found = [];
    for (const word of text.split(" ")) {
      const last = found[found.length - 1];
      if (last && (last + " " + word).length <= most) found[found.length - 1] = last + " " + word;
      else found.push(word);
    }
    return found;
  };

  const write = (parent, said, x, y, height) => {
    said.forEach((line, number) => {
      const text = element("text", { x, y: y + (number - (said.length - 1) / 2) * height }, parent);
      text.textContent = line;
    });
  };

  const laidOut = (drawing) => {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: "TB", nodesep: 26, ranksep: 34, edgesep: 14, marginx: 10, marginy: 10 });
    for (const node of drawing.nodes) {
      const said = lines(node.label, 20);
      const wide = Math.max(...said.map((line) => width(line, 13)));
      graph.setNode(node.key, { ...node, said, width: wide + 26, height: said.length * 16 + 16 });
    }
    for (const edge of drawing.edges) {
      const said = edge.labels.flatMap((label) => lines(label, 24));
      const wide = Math.max(...said.map((line) => width(line, 11.5)));
      graph.setEdge(edge.source, edge.target, { said, width: wide + 8, height: said.length * 14 + 4, labelpos: "c" });
    }
    dagre.layout(graph);
    return graph;
  };

  // A smooth line through all the points: one of them is where the words of the step stand.
  const path = (points) => {
    const at = (place) => points[Math.max(0, Math.min(points.length - 1, place))];
    const bend = (from, to, side) => `${from.x + (to.x - side.x) / 14},${from.y + (to.y - side.y) / 14}`;
    let drawn = `M${points[0].x},${points[0].y}`;
    for (let place = 0; place < points.length - 1; place += 1) {
      const [here, next] = [at(place), at(place + 1)];
      drawn += ` C${bend(here, next, at(place - 1))} ${bend(next, here, at(place + 2))} ${next.x},${next.y}`;
    }
    return drawn;
  };

  const edges = (svg, graph) => {
    for (const name of graph.edges()) {
      const { points, said, x, y, width: wide, height } = graph.edge(name);
      element("path", { class: "edge", d: path(points), "marker-end": "url(#tip)" }, svg);
      const step = element("g", { class: "step" }, svg);
      element("rect", { x: x - wide / 2, y: y - height / 2, width: wide, height, rx: 4 }, step);
      write(step, said, x, y, 14);
    }
  };

  const nodes = (svg, graph) => {
    for (const key of graph.nodes()) {
      const { x, y, said, tone, now, width: wide, height } = graph.node(key);
      const node = element("g", { class: `node ${tone}${now ? " now" : ""}` }, svg);
      element("rect", { x: x - wide / 2, y: y - height / 2, width: wide, height, rx: 8 }, node);
      write(node, said, x, y, 16);
    }
  };

  const draw = (box) => {
    const graph = laidOut(JSON.parse(box.dataset.drawing));
    const { width: wide, height } = graph.graph();
    const svg = element("svg", { width: wide, height, viewBox: `0 0 ${wide} ${height}`, "aria-hidden": "true" });
    const tip = element("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto-start-reverse" }, element("defs", {}, svg));
    element("path", { class: "tip", d: "M0,0 L8,4 L0,8 z" }, tip);
    edges(svg, graph);
    nodes(svg, graph);
    box.append(svg);
    const now = svg.querySelector(".now rect");
    if (!now) return;
    box.scrollTop = now.y.baseVal.value - box.clientHeight / 3;
    box.scrollLeft = now.x.baseVal.value - box.clientWidth / 3;
  };

  document.querySelectorAll("[data-drawing]").forEach(draw);
})();
