/**
 * The program {@code postern} and its commands.
 *
 * <ol>
 *   <li>{@link dev.postern.command.Main}: which command.
 *   <li>{@link dev.postern.command.StartCommand}: runs the gateway; {@link dev.postern.command.StartupReport}, {@link dev.postern.command.Systemd}: says that it runs.
 *   <li>{@link dev.postern.command.QueueCommand}, {@link dev.postern.command.HealthCommand}, {@link dev.postern.command.PartnersCommand},
 *       {@link dev.postern.command.TokenCommand}, {@link dev.postern.command.AuditCommand}: ask a gateway that runs ({@link
 *       dev.postern.command.AdminClient}), or use its files.
 *   <li>{@link dev.postern.command.ProbeCommand}: probes a partner's servers; needs no gateway that runs.
 * </ol>
 *
 * <p>The gateway itself is in {@code dev.postern.server}.
 */
@NullMarked
package dev.postern.command;

import org.jspecify.annotations.NullMarked;
