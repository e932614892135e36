/** The gateway as a program: its commands, how it is put together, started and stopped. */
@NullMarked
package dev.postern.server;

import org.jspecify.annotations.NullMarked;
