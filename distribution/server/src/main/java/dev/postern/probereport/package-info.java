/**
 * Shows a probe to a person and to a program.
 *
 * <ol>
 *   <li>{@link dev.postern.probereport.ProbeTree}: a tree of lines, as it happens, within 80 columns.
 *   <li>{@link dev.postern.probereport.ProbeSummary}: what it came to, what to do, and the rules that would hold.
 *   <li>{@link dev.postern.probereport.ProbeJson}: the same for programs.
 *   <li>{@link dev.postern.probereport.SavedAnchors}: writes the CA certificates of a proposal to a file.
 * </ol>
 *
 * <p>Every text of the other side is made printable here, so that none of it can steer a terminal. It decides nothing.
 */
@NullMarked
package dev.postern.probereport;

import org.jspecify.annotations.NullMarked;
