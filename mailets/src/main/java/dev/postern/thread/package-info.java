/** Threads of ours, for all packages; imports nothing else of Postern's. */
@NullMarked
package dev.postern.thread;

import org.jspecify.annotations.NullMarked;
