/**
 * Receives the content of a message: from the first line behind DATA to the spool.
 *
 * <ol>
 *   <li>{@link dev.postern.intake.Intake}, {@link dev.postern.intake.StorageReservation}, {@link dev.postern.intake.MemoryLimit}: is there room on disk and in memory?
 *   <li>{@link dev.postern.intake.MessageContent}: writes lines down; {@link dev.postern.intake.BlockFilter}s see them first.
 *   <li>{@link dev.postern.intake.HeaderSectionLimit}, {@link dev.postern.intake.MessageSizeLimit}, {@link dev.postern.intake.ContentFailure}: read to the end, then reject.
 *   <li>{@link dev.postern.intake.ReceivedHeaderFilter}, {@link dev.postern.intake.MissingFields}, {@link dev.postern.intake.ArrivalField}: the fields that the gateway adds.
 *   <li>{@link dev.postern.intake.ContentHook}: the content filter; {@link dev.postern.intake.SpoolHandler}: 250 once the spool has it.
 * </ol>
 *
 * <p>It knows no partner's rule: {@code dev.postern.smtp} asks for that before the spool.
 */
@NullMarked
package dev.postern.intake;

import org.jspecify.annotations.NullMarked;
