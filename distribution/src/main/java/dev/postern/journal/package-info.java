/** Inspection and rescue of the embedded broker's files before it opens them. */
@NullMarked
package dev.postern.journal;

import org.jspecify.annotations.NullMarked;
