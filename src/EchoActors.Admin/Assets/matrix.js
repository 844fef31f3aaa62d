// The matrix by keyboard: one tab stop, arrow keys move between cells (WAI-ARIA grid pattern). And tooltips.
(() => {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  // The next cell with a path in one direction: the diagonal has none.
  const neighbour = (cell, [down, right]) => {
    const rows = [...cell.closest('tbody').rows];
    let row = rows.indexOf(cell.closest('tr')) + down;
    let column = cell.closest('td').cellIndex + right;
    for (; rows[row]?.cells[column]; row += down, column += right) {
      const found = rows[row].cells[column].querySelector('.cell');
      if (found) {
        return found;
      }
    }
    return null;
  };

  const edge = (cell, last) => {
    const cells = cell.closest('tr').querySelectorAll('.cell');
    return cells[last ? cells.length - 1 : 0];
  };

  document.addEventListener('keydown', event => {
    const cell = event.target.closest?.('.cell');
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const next = event.key in steps ? neighbour(cell, steps[event.key])
      : event.key === 'Home' || event.key === 'End' ? edge(cell, event.key === 'End') : undefined;
    if (next !== undefined) {
      event.preventDefault();
      next?.focus();
    }
  });

  const tip = document.getElementById('tooltip');

  const showTip = target => {
    tip.hidden = !target;
    if (target) {
      tip.textContent = target.dataset.tip ?? target.getAttribute('aria-label');
      const at = target.getBoundingClientRect();
      const left = Math.min(at.left, innerWidth - tip.offsetWidth - 8);
      const below = at.bottom + 6;
      tip.style.left = `${Math.max(8, left)}px`;
      tip.style.top = `${below + tip.offsetHeight < innerHeight ? below : at.top - tip.offsetHeight - 6}px`;
    }
  };

  const tipped = event => event.target.closest?.('.cell, [data-tip]');

  document.addEventListener('focusin', event => {
    const cell = event.target.closest?.('.cell');
    if (cell) {
      for (const other of cell.closest('table').querySelectorAll('.cell[tabindex="0"]')) {
        other.tabIndex = -1;
      }
      cell.tabIndex = 0;
    }
    showTip(tipped(event));
  });
  document.addEventListener('focusout', () => showTip(null));
  document.addEventListener('mouseover', event => showTip(tipped(event)));
  document.addEventListener('keyup', event => event.key === 'Escape' && showTip(null));
  addEventListener('scroll', () => showTip(null), true);
})();
