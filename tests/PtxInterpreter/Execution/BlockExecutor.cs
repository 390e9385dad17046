using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Runs the threads of a block in turns.</summary>
internal sealed unsafe class BlockExecutor
{
    private readonly LaunchState launch;
    private readonly BlockState block;
    private readonly ThreadState[] threads;
    private readonly byte[] local;

    public BlockExecutor(LaunchState launch)
    {
        this.launch = launch;
        block = new BlockState(launch);
        int stride = Alignment.Up(launch.LocalBytes, 16);
        this.local = GC.AllocateArray<byte>(Math.Max(1, stride * launch.Block.Count), pinned: true);
        byte* local = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(this.local));
        threads = new ThreadState[launch.Block.Count];
        for (int rank = 0; rank < threads.Length; rank++)
        {
            threads[rank] = new ThreadState(launch, block, rank, local + (rank * stride));
        }
    }

    public void Run(int number, Random garbage)
    {
        block.Start(number, garbage);
        garbage.NextBytes(local);
        foreach (ThreadState thread in threads)
        {
            thread.Start();
        }
        do
        {
            foreach (ThreadState thread in threads)
            {
                if (!thread.IsDone && thread.WaitsAt == ThreadState.NotWaiting)
                {
                    RunToMeeting(thread);
                }
            }
        }
        while (MeetInWarps() || MeetInBlock());
        GC.KeepAlive(local);
    }

    private void RunToMeeting(ThreadState thread)
    {
        Step[] steps = launch.Program.Steps;
        ulong[] registers = thread.Registers;
        int next = thread.Next;
        long left = launch.StepsLeft;
        try
        {
            while (true)
            {
                if ((uint)next >= (uint)steps.Length)
                {
                    thread.IsDone = true; // the end of the body returns
                    return;
                }
                Step step = steps[next];
                if (--left < 0)
                {
                    throw new PtxTrap($"step limit reached, an endless loop? At {step.Source.Text} (line {step.Source.Line})")
                        .At(thread);
                }
                if (step.Guard >= 0 && registers[step.Guard] == step.SkipWhen)
                {
                    next++;
                    continue;
                }
                switch (step.Execute(thread))
                {
                    case Flow.Next:
                        next++;
                        break;
                    case Flow.Jump:
                        next = thread.Next;
                        break;
                    case Flow.Meet:
                        thread.WaitsAt = next;
                        return;
                    default:
                        thread.IsDone = true;
                        return;
                }
            }
        }
        catch (ArithmeticException exception)
        {
            throw new PtxTrap($"{exception.Message} {steps[next].Source.Text} (line {steps[next].Source.Line})").At(thread);
        }
        finally
        {
            launch.StepsLeft = left;
        }
    }

    private bool MeetInWarps()
    {
        bool met = false;
        for (int start = 0; start < threads.Length; start += 32)
        {
            met |= MeetInWarp(threads.AsSpan(start, Math.Min(32, threads.Length - start)));
        }
        return met;
    }

    // The threads that a meeting names go on together once each of them has come to it or has exited.
    private bool MeetInWarp(ReadOnlySpan<ThreadState> warp)
    {
        foreach (ThreadState leader in warp)
        {
            if (leader.IsDone || MeetingOf(leader) is not WarpMeetingStep meeting)
            {
                continue;
            }
            uint members = meeting.MembersFor(leader);
            if ((members >> leader.Lane & 1) == 0)
            {
                throw new PtxTrap($"a thread outside its own member mask 0x{members:x}: {meeting.Source.Text}").At(leader);
            }
            ThreadState?[] lanes = new ThreadState?[32];
            bool complete = true;
            foreach (ThreadState thread in warp)
            {
                if ((members >> thread.Lane & 1) != 0 && !thread.IsDone)
                {
                    complete &= thread.WaitsAt == leader.WaitsAt;
                    lanes[thread.Lane] = thread;
                }
            }
            if (complete)
            {
                meeting.Meet(new WarpLanes(lanes, block));
                foreach (ThreadState? thread in lanes)
                {
                    Continue(thread);
                }
                return true;
            }
        }
        return false;
    }

    private bool MeetInBlock()
    {
        ThreadState? leader = Array.Find(threads, thread => !thread.IsDone);
        if (leader is null)
        {
            return false;
        }
        if (MeetingOf(leader) is not BlockMeetingStep meeting || !Array.TrueForAll(threads, t => t.WaitsAt == leader.WaitsAt))
        {
            throw Deadlock();
        }
        meeting.Meet(threads);
        block.PassBarrier();
        Array.ForEach(threads, Continue);
        return true;
    }

    private Step? MeetingOf(ThreadState thread) =>
        thread.WaitsAt == ThreadState.NotWaiting ? null : launch.Program.Steps[thread.WaitsAt];

    private static void Continue(ThreadState? thread)
    {
        if (thread is not null)
        {
            thread.Next = thread.WaitsAt + 1;
            thread.WaitsAt = ThreadState.NotWaiting;
        }
    }

    private PtxTrap Deadlock()
    {
        IEnumerable<string> groups = threads
            .GroupBy(thread => MeetingOf(thread) is Step step
                ? $"wait at {step.Source.Text} (line {step.Source.Line})"
                : "have exited")
            .Select(group => $"{group.Count()} threads {group.Key}, the first {group.First().Index}");
        return new PtxTrap($"deadlock in block {block.Index}: {string.Join("; ", groups)}");
    }
}
