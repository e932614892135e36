/**
 * Start, stop, reload, logs and commands, and the commands of every page of the documentation.
 */
@NullMarked
package dev.postern.scenarios.operation;

import org.jspecify.annotations.NullMarked;
