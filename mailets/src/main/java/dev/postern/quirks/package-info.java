/**
 * What the gateway has learnt of remote servers that do not keep their word: how many recipients they accept at once, which extensions
 * they announce and do not accept; and what the operator has it ignore.
 *
 * <p>{@link ServerQuirks} is asked before each transaction and told after it. What it holds is forgotten after a while, so that a
 * server that was repaired is used in full again. It never holds anything that decides whether a connection is secure enough.
 */
@NullMarked
package dev.postern.quirks;

import org.jspecify.annotations.NullMarked;
