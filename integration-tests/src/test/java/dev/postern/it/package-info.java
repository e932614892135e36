/**
 * The packaged gateway, started as a user starts it, against real peers on loopback.
 *
 * <p>Classes named {@code *IT} are scenarios; their method names read as the attack matrix. The rest plays the world
 * around the gateway: {@link dev.postern.it.Site} is our own organisation with its gateway, DNS and internal mail server,
 * {@link dev.postern.it.ScriptedSmtpClient} and {@link dev.postern.it.ScriptedSmtpServer} are partners, strangers and
 * attackers, {@link dev.postern.it.Postfix}, {@link dev.postern.it.Exim},
 * {@link dev.postern.it.Haraka} and {@link dev.postern.it.OpenSmtpd} are real mail servers. Everything happens on 127.0.0.0/8: mail that enters
 * from 127.0.0.2 comes from inside, everything else from outside.
 */
@NullMarked
package dev.postern.it;

import org.jspecify.annotations.NullMarked;
