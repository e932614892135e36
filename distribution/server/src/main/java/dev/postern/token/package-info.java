/**
 * The tokens with which programs and commands authenticate to the admin API.
 *
 * <ol>
 *   <li>{@link dev.postern.token.Secret}: 256 random bits, and their digest, by which they are known.
 *   <li>{@link dev.postern.token.TokenFile}: the named {@link dev.postern.token.Token}s on disk, without their secrets.
 *   <li>{@link dev.postern.token.TokenChanges}: adds and revokes them, and records that in the admin audit log first.
 *   <li>{@link dev.postern.token.LocalToken}: the token of the commands on this machine, another at each start.
 *   <li>{@link dev.postern.token.Tokens}: finds the {@link dev.postern.token.Principal} of a secret.
 * </ol>
 *
 * <p>It knows no HTTP. No secret is logged or stored, but that of the local token in its file.
 */
@NullMarked
package dev.postern.token;

import org.jspecify.annotations.NullMarked;
