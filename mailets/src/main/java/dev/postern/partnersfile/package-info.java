/**
 * Reads {@code partners.yaml}, watches it, and puts changes in force.
 *
 * <ol>
 *   <li>{@link dev.postern.partnersfile.PartnersFile}: all partners, or all problems, as a {@link dev.postern.partnersfile.PartnersReading}.
 *   <li>{@link dev.postern.partnersfile.InboundBlock}, {@link dev.postern.partnersfile.OutboundBlock}: one block each; {@link dev.postern.partnersfile.PartnerDefaults} fill what is left out.
 *   <li>{@link dev.postern.partnersfile.PartnersWatch}: follows the file and the certificates that it names. A bad change is refused as a whole.
 *   <li>{@link dev.postern.partnersfile.PartnersDiff}, {@link dev.postern.partnersfile.PartnerText}: what changed, in the words of the file.
 *   <li>{@link dev.postern.partnersfile.PartnersLoss}, {@link dev.postern.partnersfile.PartnersConfirmation}: a file that loses most partners waits for an administrator.
 * </ol>
 *
 * <p>It judges no connection.
 */
@NullMarked
package dev.postern.partnersfile;

import org.jspecify.annotations.NullMarked;
