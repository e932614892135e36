/**
 * What the postmaster is told of mail that was set aside: the first message at once, then one digest a period, so that a flood of bad
 * mail makes a handful of notices.
 */
@NullMarked
package dev.postern.postmaster;

import org.jspecify.annotations.NullMarked;
