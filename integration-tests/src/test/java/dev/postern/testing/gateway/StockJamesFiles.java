package dev.postern.testing.gateway;

import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.util.function.UnaryOperator;

/**
 * James's configuration: a relay before a server inside, with the documented snippets of one style in it and nothing of ours
 * besides.
 */
public final class StockJamesFiles {
    private final Site site;
    private final String style;

    /** @param style {@code full} or {@code minimal} */
    public StockJamesFiles(Site site, String style) {
        this.site = site;
        this.style = style;
    }

    /**
     * Writes them.
     *
     * @param relay the mailets that take mail to partners
     * @param elsewhere the server that takes all other mail of ours
     */
    public void write(String relay, ScriptedSmtpServer elsewhere) {
        write(relay, elsewhere, UnaryOperator.identity());
    }

    /** The same with something changed in smtpserver.xml. */
    public void write(String relay, ScriptedSmtpServer elsewhere, UnaryOperator<String> change) {
        site.folder
                .write("extensions.properties", Snippet.named("extensions"))
                .write("smtpserver.xml", change.apply(smtpServer()))
                .write("mailetcontainer.xml", mailetContainer(relay, elsewhere))
                .write("domainlist.xml", DOMAINS)
                .write("mailrepositorystore.xml", REPOSITORIES)
                .write("usersrepository.xml", "<usersrepository name=\"LocalUsers\"/>")
                .write("dnsservice.xml", "<dnsservice><servers><server>127.0.0.1</server></servers></dnsservice>")
                .write("logback.xml", LOG)
                .write("jmx.properties", "jmx.enabled=false\n")
                .write("jmap.properties", "enabled=false\n")
                .write("webadmin.properties", "enabled=false\n");
    }

    private String smtpServer() {
        return """
                <smtpservers>
                  <smtpserver enabled="true">
                    <jmxName>smtpserver</jmxName>
                    <bind>127.0.0.1:%d</bind>
                    <tls startTLS="true">
                      <privateKey>file://conf/tls/gateway.key</privateKey>
                      <certificates>file://conf/tls/gateway.crt</certificates>
                    </tls>
                    <helloName autodetect="false">gw.example.test</helloName>
                    <auth><announce>never</announce></auth>
                    <authorizedAddresses>127.0.0.2/32</authorizedAddresses>
                    <verifyIdentity>false</verifyIdentity>
                    <maxmessagesize>0</maxmessagesize>
                    <handlerchain enableJmx="false">
                      %s
                      <handler class="org.apache.james.smtpserver.CoreCmdHandlerLoader"/>
                    </handlerchain>
                  </smtpserver>
                </smtpservers>
                """.formatted(site.smtp, Snippet.named(style + " smtpserver"));
    }

    private String mailetContainer(String relay, ScriptedSmtpServer elsewhere) {
        return """
                <mailetcontainer enableJmx="false">
                  <context><postmaster>postmaster@example.test</postmaster></context>
                  <spooler><threads>5</threads><errorRepository>memory://var/mail/error/</errorRepository></spooler>
                  <processors>
                    <processor state="root" enableJmx="false">
                      %s
                      <mailet match="All" class="ToProcessor"><processor>transport</processor></mailet>
                    </processor>
                    <processor state="error" enableJmx="false">
                      <mailet match="All" class="ToRepository">
                        <repositoryPath>memory://var/mail/error/</repositoryPath>
                      </mailet>
                    </processor>
                    <processor state="transport" enableJmx="false">
                      <mailet match="All" class="RemoveMimeHeader"><name>bcc</name></mailet>
                      <mailet match="HostIs=example.test" class="RemoteDelivery">
                        <outgoing>inside</outgoing>
                        <gateway>127.0.0.1</gateway>
                        <gatewayPort>%d</gatewayPort>
                      </mailet>
                      %s
                      <mailet match="All" class="RemoteDelivery">
                        <outgoing>elsewhere</outgoing>
                        <gateway>127.0.1.11</gateway>
                        <gatewayPort>%d</gatewayPort>
                      </mailet>
                    </processor>
                    %s
                  </processors>
                </mailetcontainer>
                """.formatted(
                        Snippet.named(style + " root"),
                        site.inside.port(),
                        relay,
                        elsewhere.port(),
                        Snippet.named(style + " rejected"));
    }

    private static final String DOMAINS = """
            <domainlist>
              <autodetect>false</autodetect>
              <autodetectIP>false</autodetectIP>
              <defaultDomain>gw.example.test</defaultDomain>
              <domainnames><domainname>example.test</domainname></domainnames>
            </domainlist>
            """;

    private static final String REPOSITORIES = """
            <mailrepositorystore>
              <defaultProtocol>memory</defaultProtocol>
              <mailrepositories>
                <mailrepository class="org.apache.james.mailrepository.memory.MemoryMailRepository">
                  <protocols><protocol>memory</protocol></protocols>
                </mailrepository>
              </mailrepositories>
            </mailrepositorystore>
            """;

    private static final String LOG = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%level %logger %msg%n%rEx{12}</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="out"/></root>
            </configuration>
            """;
}
