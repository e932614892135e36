/**
 * How the lines of content are cut where they are not as they must be.
 *
 * <ol>
 *   <li>{@link dev.postern.content.EndOfData} finds the end of content of which nothing is kept.
 *   <li>{@link dev.postern.content.LongLine} folds a line that is too long.
 *   <li>{@link dev.postern.content.Normalization} counts, for the log, what was put right for an own server.
 * </ol>
 *
 * <p>Nothing here knows connections; nothing here decides whether content is rejected.
 */
@NullMarked
package dev.postern.content;

import org.jspecify.annotations.NullMarked;
