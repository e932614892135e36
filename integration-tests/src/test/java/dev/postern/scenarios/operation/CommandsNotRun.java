package dev.postern.scenarios.operation;

import dev.postern.testing.process.ShellCommand;
import java.util.List;
import java.util.Optional;

/**
 * The commands of pages that {@link PageCommandsIT} does not run, and why. A new command of a page fails that test until it is
 * run there or stands here.
 */
final class CommandsNotRun {
    /**
     * One command, or several of one kind.
     *
     * @param begins how it begins
     */
    record Entry(String begins, String why) {}

    private static final String BUILD = "builds the sources: this test runs within such a build";
    private static final String PACKAGE =
            "changes the machine: .ci/debian-package installs, configures and removes the package in a Debian of its own";
    private static final String ARCHIVE =
            "makes a user, writes to /opt and /etc: ArchiveStartIT unpacks and starts the archive elsewhere";
    private static final String DOCKER = "needs the image: ImageIT and ComposeIT run it where there is a Docker engine";
    private static final String CLUSTER = "needs a cluster";
    private static final String EXCHANGE = "PowerShell of Exchange";
    private static final String HOURS = "takes minutes to an hour";
    private static final String ENVIRONMENT = "lines of an environment file: EnvironmentTest reads such ones";

    static final List<Entry> ALL = List.of(
            new Entry("./mvnw ", BUILD),
            new Entry("./run [--conf DIR]", "a synopsis"),
            new Entry("./run bench ", HOURS),
            new Entry(".ci/fuzz ", HOURS),
            new Entry("JAZZER_FUZZ=1 ./mvnw ", HOURS),
            new Entry("apt install ./postern_<version>_all.deb", PACKAGE),
            new Entry("editor /etc/postern/", PACKAGE),
            new Entry("systemctl ", PACKAGE),
            new Entry("install -d -o postern -g postern -m 0700 /srv/postern", PACKAGE),
            new Entry("mv /var/lib/postern/* /srv/postern", PACKAGE),
            new Entry("echo POSTERN_DATA=/srv/postern >>/etc/default/postern", PACKAGE),
            new Entry("rm -r /var/lib/postern && deluser --system postern", PACKAGE),
            new Entry("tar xzf postern-<version>.tar.gz -C /opt", ARCHIVE),
            new Entry("ln -s /opt/postern-<version> /opt/postern", ARCHIVE),
            new Entry("useradd --system ", ARCHIVE),
            new Entry("install -d -o root -g postern -m 0750 /etc/postern", ARCHIVE),
            new Entry("install -d -o postern -g postern -m 0700 /etc/postern/tls /var/lib/postern", ARCHIVE),
            new Entry("cp -r /opt/postern/conf/. /etc/postern", ARCHIVE),
            new Entry("setpriv --reuid=postern --regid=postern --init-groups /opt/postern/bin/postern start", ARCHIVE),
            new Entry("TOKEN=postern_", "the output of the line before it: AdminApiIT uses such tokens"),
            new Entry("curl -H \"Authorization: Bearer $TOKEN\"", "needs that token: AdminApiIT sends such requests"),
            new Entry("nft add rule ", "changes the machine's packet filter"),
            new Entry("distribution/package/docker/show", DOCKER),
            new Entry("docker build ", DOCKER),
            new Entry("docker run ", DOCKER),
            new Entry("docker logs ", DOCKER),
            new Entry("kubectl create secret ", CLUSTER),
            new Entry("kubectl apply ", CLUSTER),
            new Entry("kubectl rollout ", CLUSTER),
            new Entry("kubectl logs ", CLUSTER),
            new Entry("Get-Recipient ", EXCHANGE),
            new Entry("Get-InboundConnector ", EXCHANGE),
            new Entry("Get-OutboundConnector ", EXCHANGE),
            new Entry("New-ReceiveConnector ", EXCHANGE),
            new Entry("New-SendConnector ", EXCHANGE),
            new Entry("POSTERN_", ENVIRONMENT),
            new Entry("mv var/queue var/queue.aside", "for a queue that is beyond repair: DamagedQueueIT"),
            new Entry(
                    "bin/postern probe --inbound contoso", "waits for a partner's message: InboundTestIT sends it one"),
            new Entry("bin/postern start", "starts the gateway, as each of these tests does"),
            new Entry("cd var/mail/rejected", "needs a message that went around the hook: WithoutHookIT keeps one"),
            new Entry("less Mail", "a pager"),
            new Entry("tail -n 1 Mail", "as the line before it"),
            new Entry("sendmail -i -f ", "sends mail by the machine's own mail server"),
            new Entry("rm Mail", "as the line before it"));

    private CommandsNotRun() {}

    static Optional<Entry> entryFor(ShellCommand command) {
        // "./run" alone is a command as well, and the beginning of others.
        return command.text().equals("./run")
                ? Optional.of(new Entry("./run", BUILD))
                : ALL.stream()
                        .filter(entry -> command.text().startsWith(entry.begins()))
                        .findFirst();
    }
}
