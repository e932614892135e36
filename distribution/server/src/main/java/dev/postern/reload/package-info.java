/**
 * Reload on SIGHUP: {@link dev.postern.reload.HangupSignal} catches the signal, {@link dev.postern.reload.Reload} reads the files
 * again, and {@link dev.postern.reload.ControllingTerminal} tells a closed terminal from {@code kill -HUP}. Opens no listener.
 */
@NullMarked
package dev.postern.reload;

import org.jspecify.annotations.NullMarked;
